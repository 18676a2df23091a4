using Supervisor.Rpc.Contract;
using Supervisor.Rpc.Dispatch;
using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Tests.Rpc.Dispatch;

public class RpcArgumentsTests
{
    public static readonly TheoryData<string> OddValues = ["nil", "array", "struct", "time"];

    [Fact]
    public void Text_is_text() => Assert.Equal("a", Of("a").String(0));

    [Theory]
    [InlineData("int")]
    [InlineData("true")]
    [InlineData("double")]
    [MemberData(nameof(OddValues))]
    public void What_is_not_text_is_refused_where_a_name_is_meant(string kind) => Refused(() => Of(Some(kind)).String(0));

    [Theory]
    [InlineData("int", "INCORRECT_PARAMETERS: 5")]
    [InlineData("true", "INCORRECT_PARAMETERS: True")]
    [InlineData("nil", "INCORRECT_PARAMETERS")]
    [InlineData("array", "INCORRECT_PARAMETERS")]
    public void Data_that_is_not_text_is_shown_in_the_refusal(string kind, string message) =>
        Assert.Equal(message, Refused(() => Of(Some(kind)).Text(0)).Message);

    [Theory]
    [InlineData("int", "5")]
    [InlineData("true", "True")]
    public void A_number_is_printed_as_Python_prints_it_where_any_text_will_do(string kind, string text) =>
        Assert.Equal(text, Of(Some(kind)).Printed(0));

    [Theory]
    [MemberData(nameof(OddValues))]
    public void What_has_no_plain_print_is_refused(string kind) => Refused(() => Of(Some(kind)).Printed(0));

    [Theory]
    [InlineData("5", 5)]
    [InlineData(" -12\n", -12)]
    [InlineData("+3", 3)]
    [InlineData("5000000000", 5_000_000_000)]
    [InlineData("99999999999999999999", long.MaxValue)]
    [InlineData("-99999999999999999999", long.MinValue)]
    public void Text_that_looks_like_an_integer_is_one(string text, long number) => Assert.Equal(number, Of(text).Int(0));

    [Theory]
    [InlineData("int", 5)]
    [InlineData("true", 1)]
    [InlineData("double", 1)]
    public void Other_numbers_are_taken_as_Python_takes_them(string kind, long number) => Assert.Equal(number, Of(Some(kind)).Int(0));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("1.5")]
    [InlineData("+-1")]
    [InlineData("- 1")]
    [InlineData("99999999999999999999x")]
    public void Text_that_is_no_integer_is_refused(string text) => Refused(() => Of(text).Int(0));

    [Theory]
    [InlineData("nan")]
    [MemberData(nameof(OddValues))]
    public void What_is_no_number_is_refused(string kind) => Refused(() => Of(Some(kind)).Int(0));

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("int", true)]
    [InlineData("zero", false)]
    [InlineData("double", true)]
    [InlineData("text", true)]
    [InlineData("no text", false)]
    [InlineData("nil", false)]
    [InlineData("array", true)]
    [InlineData("empty array", false)]
    [InlineData("struct", false)]
    [InlineData("time", true)]
    public void Truth_is_as_in_Python(string kind, bool truth)
    {
        Assert.Equal(truth, Of(Some(kind)).Boolean(0, otherwise: true));
        Assert.Equal(truth, Of(Some(kind)).Boolean(0, otherwise: false));
    }

    [Fact]
    public void A_boolean_left_out_takes_its_default()
    {
        Assert.True(Of("a").Boolean(1, otherwise: true));
        Assert.False(Of("a").Boolean(1, otherwise: false));
    }

    [Fact]
    public void A_signal_may_be_a_word_or_a_number()
    {
        Assert.Equal("WINCH", Of("WINCH").StringOrInt(0));
        Assert.Equal("28", Of("28").StringOrInt(0));
        Assert.Equal("28", Of(28).StringOrInt(0));
        Refused(() => Of(XmlRpcValue.Nil.Value).StringOrInt(0));
    }

    private static RpcArguments Of(XmlRpcValue value) => new([value]);

    private static XmlRpcValue Some(string kind) => kind switch
    {
        "int" => 5,
        "zero" => 0,
        "true" => true,
        "false" => false,
        "double" => new XmlRpcValue.Double(1.9),
        "nan" => new XmlRpcValue.Double(double.NaN),
        "text" => "0",
        "no text" => "",
        "array" => new XmlRpcValue.Array([0]),
        "empty array" => new XmlRpcValue.Array([]),
        "struct" => new XmlRpcValue.Struct([]),
        "time" => new XmlRpcValue.DateTime("20200101T00:00:00"),
        _ => XmlRpcValue.Nil.Value,
    };

    private static RpcException Refused(Func<object> read)
    {
        var refusal = Assert.Throws<RpcException>(() => read());
        Assert.Equal(FaultCode.IncorrectParameters, refusal.Code);
        return refusal;
    }
}
