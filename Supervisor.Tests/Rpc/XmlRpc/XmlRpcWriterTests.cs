using System.Buffers;
using System.Text;
using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Tests.Rpc.XmlRpc;

public class XmlRpcWriterTests
{
    public static TheoryData<string> Names => RecordedMessages.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_response_is_byte_for_byte_what_Python_writes(string name)
    {
        var (value, xml) = RecordedMessages.Values[name];
        Assert.Equal(RecordedMessages.Head + xml + RecordedMessages.Tail, Written(value));
    }

    /// <summary>Pieces of a log, cut anywhere, with bytes that are no UTF-8 and characters that XML cannot have.</summary>
    [Fact]
    public void Text_that_is_bytes_is_written_as_the_string_that_a_decoder_makes_of_it()
    {
        var random = new Random(8);
        byte[][] parts = ["line <&>\n"u8.ToArray(), "é€😀"u8.ToArray(), [0xFF], [0xE2, 0x82], [0xF0, 0x9F], [0], [0x1B, (byte)'['], "\uFFFE"u8.ToArray()];
        foreach (var count in new[] { 0, 1, 3, 700, 1500, 5000 })
        {
            byte[] bytes = [.. Enumerable.Range(0, count).SelectMany(_ => parts[random.Next(parts.Length)])];
            Assert.Equal(Written(Encoding.UTF8.GetString(bytes)), Written(new XmlRpcValue.Utf8(bytes)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(100_000)]
    public void A_run_of_what_XML_cannot_have_is_as_many_question_marks(int length) =>
        Assert.Equal(Written($"a{new string('?', length)}\tb&gt;").Replace("&amp;gt;", "&gt;"), Written($"a{new string('\0', length)}\tb>"));

    [Fact]
    public void A_fault_is_byte_for_byte_what_Python_writes() =>
        Assert.Equal(RecordedMessages.Fault, Written(new MethodResponse(new Fault(10, "BAD_NAME: <é>"))));

    [Fact]
    public void A_call_is_byte_for_byte_what_Python_writes()
    {
        Assert.Equal(RecordedMessages.Call, Written(new MethodCall("supervisor.startProcess", ["g:*", true])));
        Assert.Equal(RecordedMessages.CallWithoutArguments, Written(new MethodCall("supervisor.getState", [])));
    }

    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1.0, "1.0")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(100.0, "100.0")]
    [InlineData(12345.678, "12345.678")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(9007199254740992.0, "9007199254740992.0")]
    [InlineData(9999999999999998.0, "9999999999999998.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(123456789012345680.0, "1.2345678901234568e+17")]
    [InlineData(1e23, "1e+23")]
    [InlineData(1e100, "1e+100")]
    [InlineData(1e-4, "0.0001")]
    [InlineData(1.5e-4, "0.00015")]
    [InlineData(1e-5, "1e-05")]
    [InlineData(1.25e-7, "1.25e-07")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    [InlineData(double.NaN, "nan")]
    public void A_double_is_written_as_Python_repr_does(double number, string text) =>
        Assert.Contains($"<double>{text}</double>", Written(new XmlRpcValue.Double(number)), StringComparison.Ordinal);

    [Fact]
    public void Characters_that_XML_forbids_become_question_marks()
    {
        var controls = string.Concat(Enumerable.Range(0, 0x20).Select(c => (char)c));
        var sent = Written(controls + "|\uFFFE\uFFFF");
        Assert.Contains("<string>?????????\t\n??\r??????????????????|??</string>", sent, StringComparison.Ordinal);
        Assert.Contains("<string>?[31mred</string>", Written("\u001b[31mred"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_XML_forbids_is_found_among_other_scripts_too() =>
        Assert.Contains("<string>é?&lt;\U0001F600?ü?a</string>", Written("é\uFFFE<\U0001F600\uFFFFü\u0001a"), StringComparison.Ordinal);

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character() =>
        Assert.Contains("<string>a\uFFFDb\uFFFD</string>", Written("a\uD83Db\uDE00"), StringComparison.Ordinal);

    [Theory]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(100_000)]
    public void A_pair_of_surrogates_survives_wherever_a_long_text_is_cut(int offset)
    {
        var text = new string('a', offset) + string.Concat(Enumerable.Repeat("\U0001F600", 5000));
        Assert.Contains($"<string>{text}</string>", Written(text), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_output_that_gives_just_the_room_asked_for_gets_the_same_bytes()
    {
        var value = new XmlRpcValue.Array([.. RecordedMessages.Values.Values.Select(v => v.Value), new string('&', 10_000)]);
        var output = new TightBuffer();
        XmlRpcWriter.Write(output, new MethodResponse(value));
        Assert.Equal(Written(value), RecordedMessages.Text(output.Written.ToArray()));
    }

    private static string Written(XmlRpcValue value) => Written(new MethodResponse(value));

    private static string Written(MethodResponse response) => RecordedMessages.Text(XmlRpcWriter.Write(response));

    private static string Written(MethodCall call) => RecordedMessages.Text(XmlRpcWriter.Write(call));

    private sealed class TightBuffer : IBufferWriter<byte>
    {
        private byte[] _span = [];

        public List<byte> Written { get; } = [];

        public void Advance(int count) => Written.AddRange(_span.AsSpan(0, count));

        public Memory<byte> GetMemory(int sizeHint = 0) => _span = new byte[sizeHint];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
