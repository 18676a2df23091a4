using System.Text.Unicode;

namespace Supervisor.Rpc.XmlRpc;

/// <summary>Bytes of a body to a message. Reads what stock reads, and throws nothing but <see cref="XmlRpcFormatException"/>.</summary>
public static class XmlRpcReader
{
    /// <summary>Elements within elements: some eighty arrays in arrays; no real message comes near.</summary>
    public const int MaxDepth = 256;

    /// <summary>Bounds what a small body of empty elements can make of itself in memory.</summary>
    public const int MaxElements = 1_000_000;

    /// <summary>A request, with the leniency of stock's server.</summary>
    public static MethodCall ReadCall(ReadOnlySpan<byte> utf8)
    {
        var document = Read(utf8, isResponse: false, MaxElements);
        if (string.IsNullOrEmpty(document.MethodName))
            throw new XmlRpcFormatException("the call has no method name", isMissingMethodName: true);
        return new MethodCall(document.MethodName, document.Params ?? []);
    }

    /// <summary>
    /// An answer, with the leniency of Python's <c>xmlrpc.client</c>. A server one chose to ask may send as much as it likes.
    /// </summary>
    public static MethodResponse ReadResponse(ReadOnlySpan<byte> utf8)
    {
        var document = Read(utf8, isResponse: true, maxElements: int.MaxValue);
        if (document.FaultValue is { } fault)
            return new MethodResponse(FaultOf(fault));
        return document.Params is [var value, ..]
            ? new MethodResponse(value)
            : throw new XmlRpcFormatException("the response holds neither a value nor a fault");
    }

    private static XmlRpcDocument Read(ReadOnlySpan<byte> utf8, bool isResponse, int maxElements)
    {
        if (!Utf8.IsValid(utf8))
            throw new XmlRpcFormatException("the body is not UTF-8");
        var document = new XmlRpcDocument(utf8, isResponse, maxElements);
        document.Read();
        return document;
    }

    private static Fault FaultOf(XmlRpcValue value) =>
        value is XmlRpcValue.Struct members
        && members["faultCode"] is XmlRpcValue.Int code
        && members["faultString"] is XmlRpcValue.Str text
            ? new Fault(code.Value, text.Value)
            : throw new XmlRpcFormatException("the fault has no faultCode and faultString");
}
