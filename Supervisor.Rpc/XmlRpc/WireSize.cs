namespace Supervisor.Rpc.XmlRpc;

/// <summary>How long a value will be at least, without writing it: what is escaped grows further.</summary>
internal static class WireSize
{
    /// <summary>The markup around the shortest value, and around a member.</summary>
    private const int Scalar = 24;
    private const int Member = 35;

    public static long AtLeast(XmlRpcValue value) => Scalar + value switch
    {
        XmlRpcValue.Str text => text.Value.Length,
        XmlRpcValue.Utf8 text => text.Bytes.Length,
        XmlRpcValue.Base64 data => data.Value.Length,
        XmlRpcValue.Array array => array.Items.Sum(AtLeast),
        XmlRpcValue.Struct members => members.Members.Sum(member => Member + member.Key.Length + AtLeast(member.Value)),
        _ => 0,
    };
}
