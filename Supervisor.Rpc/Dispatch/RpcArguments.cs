using System.Globalization;
using Supervisor.Rpc.Contract;
using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Rpc.Dispatch;

/// <summary>
/// The positional arguments of one call, read by type. Where Python would convert, so do we; where stock falls over with HTTP 500
/// (a number for a name), the caller gets INCORRECT_PARAMETERS.
/// </summary>
public readonly struct RpcArguments(IReadOnlyList<XmlRpcValue> values, IAnswerRoom? room = null)
{
    private readonly IReadOnlyList<XmlRpcValue> _values = values;

    /// <summary>To be asked before much is read; null where nobody counts.</summary>
    public IAnswerRoom? Room => room;

    public int Count => _values.Count;

    public XmlRpcValue this[int index] => _values[index];

    public string String(int index) => _values[index] is XmlRpcValue.Str text ? text.Value : throw Refusal();

    /// <summary>As <see cref="String"/>, but a refusal shows the value, as <c>sendProcessStdin</c> does for its data.</summary>
    public string Text(int index) => _values[index] is XmlRpcValue.Str text ? text.Value : throw Refusal(Printed(_values[index]));

    /// <summary>A text, or what Python prints for a number: where stock only looks a name up or passes a text on, it takes both.</summary>
    public string Printed(int index) => Printed(_values[index]) ?? throw Refusal();

    /// <summary>
    /// Whatever Python's <c>int()</c> takes: a number, its text, a boolean. Past 64 bits it is capped: no offset lies there.
    /// </summary>
    public long Int(int index) => _values[index] switch
    {
        XmlRpcValue.Int number => number.Value,
        XmlRpcValue.Bool flag => flag.Value ? 1 : 0,
        XmlRpcValue.Double { Value: var number } when double.IsFinite(number) => (long)number,
        XmlRpcValue.Str text => IntOf(text.Value),
        _ => throw Refusal(),
    };

    /// <summary>Python's truth: any text that is not empty is true, <c>"0"</c> too.</summary>
    public bool Boolean(int index, bool otherwise) => index >= _values.Count ? otherwise : _values[index] switch
    {
        XmlRpcValue.Bool flag => flag.Value,
        XmlRpcValue.Int number => number.Value != 0,
        XmlRpcValue.Double number => number.Value != 0,
        XmlRpcValue.Str text => text.Value.Length > 0,
        XmlRpcValue.Base64 data => data.Value.Length > 0,
        XmlRpcValue.Array array => array.Items.Count > 0,
        XmlRpcValue.Struct members => members.Members.Count > 0,
        XmlRpcValue.Nil => false,
        _ => true,
    };

    /// <summary>A word or a number, as text: signals come as <c>"HUP"</c>, <c>"1"</c> or <c>1</c>.</summary>
    public string StringOrInt(int index) => _values[index] is XmlRpcValue.Str text
        ? text.Value
        : Int(index).ToString(CultureInfo.InvariantCulture);

    private static string? Printed(XmlRpcValue value) => value switch
    {
        XmlRpcValue.Str text => text.Value,
        XmlRpcValue.Int number => number.Value.ToString(CultureInfo.InvariantCulture),
        XmlRpcValue.Bool flag => flag.Value ? "True" : "False",
        _ => null,
    };

    private static long IntOf(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (long.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        var digits = trimmed.TrimStart("+-");
        if (digits.IsEmpty || trimmed.Length - digits.Length > 1 || digits.ContainsAnyExceptInRange('0', '9'))
            throw Refusal();
        return trimmed[0] == '-' ? long.MinValue : long.MaxValue;
    }

    private static RpcException Refusal(string? detail = null) => new(FaultCode.IncorrectParameters, detail);
}
