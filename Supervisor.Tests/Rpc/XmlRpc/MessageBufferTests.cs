using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Tests.Rpc.XmlRpc;

public class MessageBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    [InlineData(3_000_000)]
    public void It_holds_what_was_written_however_much(int length)
    {
        var response = new MethodResponse(new string('é', length));
        using var buffer = new MessageBuffer();
        XmlRpcWriter.Write(buffer, response);
        Assert.Equal(XmlRpcWriter.Write(response).ToArray(), buffer.Pieces.SelectMany(piece => piece.ToArray()));
        Assert.Equal(XmlRpcWriter.Write(response).Length, buffer.Length);
    }

    [Fact]
    public void It_does_not_advance_past_the_room_it_gave()
    {
        using var buffer = new MessageBuffer();
        var room = buffer.GetSpan(10).Length;
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(room + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(-1));
    }

    [Fact]
    public void Disposed_twice_it_gives_its_pieces_back_once()
    {
        var buffer = new MessageBuffer();
        buffer.Dispose();
        buffer.Dispose();
        Assert.Empty(buffer.Pieces);
    }

    [Fact]
    public void It_takes_no_more_than_it_may()
    {
        using var buffer = new MessageBuffer(maxBytes: 100_000);
        Assert.Throws<MessageTooLongException>(() => XmlRpcWriter.Write(buffer, new MethodResponse(new string('a', 100_000))));
    }
}
