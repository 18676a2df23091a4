using System.Buffers;
using System.Text;
using Supervisor.Server.Ctl;
using Supervisor.Server.Ctl.Wire;

namespace Supervisor.Tests.Server.Ctl;

/// <summary>Answers in every framing, in one piece and byte by byte.</summary>
public class HttpResponseReaderTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", true)]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length:5\r\nConnection: close\r\n\r\nhello", "hello", false)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", false)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: Keep-Alive\r\n\r\nhello", "hello", true)]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 0\n\n", "", true)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n", "hello", true)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n", "0123456789", true)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "ok", true)]
    public void The_body_is_read_whole(string answer, string body, bool keepsAlive)
    {
        foreach (var step in new[] { 1, 3, answer.Length })
        {
            var content = new ArrayBufferWriter<byte>();
            var reader = new HttpResponseReader(content);
            for (var at = 0; at < answer.Length; at += step)
                reader.Feed(Encoding.ASCII.GetBytes(answer.Substring(at, Math.Min(step, answer.Length - at))));
            Assert.True(reader.IsComplete);
            Assert.Equal(200, reader.Status);
            Assert.Equal(body, Encoding.ASCII.GetString(content.WrittenSpan));
            Assert.Equal(keepsAlive, reader.KeepsAlive);
        }
    }

    [Fact]
    public void Without_a_length_the_body_lasts_as_long_as_the_connection()
    {
        var content = new ArrayBufferWriter<byte>();
        var reader = new HttpResponseReader(content);
        reader.Feed("HTTP/1.1 200 OK\r\n\r\nall of it"u8);
        Assert.False(reader.IsComplete);
        reader.End();
        Assert.True(reader.IsComplete);
        Assert.False(reader.KeepsAlive);
        Assert.Equal("all of it", Encoding.ASCII.GetString(content.WrittenSpan));
    }

    [Fact]
    public void What_belongs_to_the_next_answer_is_left()
    {
        var reader = new HttpResponseReader(new ArrayBufferWriter<byte>());
        var first = "HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nno"u8.ToArray();
        Assert.Equal(first.Length, reader.Feed([.. first, .. "HTTP/1.1"u8]));
        Assert.Equal((401, "No"), (reader.Status, reader.Reason));
    }

    [Theory]
    [InlineData("", "http.client.RemoteDisconnected", "Remote end closed connection without response")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", "http.client.IncompleteRead", "IncompleteRead(2 bytes read, 3 more expected)")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le", "http.client.IncompleteRead", "IncompleteRead(0 bytes read)")]
    [InlineData("SSH-2.0-OpenSSH\r\n", "http.client.BadStatusLine", "SSH-2.0-OpenSSH")]
    [InlineData("HTTP/1.1 abc\r\n", "http.client.BadStatusLine", "HTTP/1.1 abc")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "http.client.IncompleteRead", "IncompleteRead(0 bytes read)")]
    public void What_is_no_answer_fails_by_the_name_python_has_for_it(string answer, string kind, string text)
    {
        var reader = new HttpResponseReader(new ArrayBufferWriter<byte>());
        var failure = Assert.Throws<ClientException>(() =>
        {
            reader.Feed(Encoding.ASCII.GetBytes(answer));
            reader.End();
        });
        Assert.Equal((kind, text), (failure.Kind, failure.Message));
    }

    [Fact]
    public void Any_bytes_at_all_make_an_answer_or_a_failure_and_nothing_else()
    {
        var random = new Random(20261125);
        for (var round = 0; round < 5_000; round++)
        {
            var bytes = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
            for (var i = random.Next(6); i >= 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var reader = new HttpResponseReader(new ArrayBufferWriter<byte>());
            try
            {
                reader.Feed(bytes);
                reader.End();
                Assert.True(reader.IsComplete);
            }
            catch (ClientException failure)
            {
                Assert.StartsWith("http.client.", failure.Kind, StringComparison.Ordinal);
            }
        }
    }
}
