using Supervisor.Rpc.Contract;
using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Python;

namespace Supervisor.Server.Ctl.Commands;

/// <summary>What the daemon answers, read into what it means. An answer of another shape fails like one that is no XML.</summary>
internal static class Answers
{
    public static IReadOnlyList<XmlRpcValue> Items(this XmlRpcValue answer) => answer is XmlRpcValue.Array array
        ? array.Items
        : throw new ClientException("TypeError", "the answer is not an array");

    public static string Text(this XmlRpcValue answer) => answer switch
    {
        XmlRpcValue.Str text => text.Value,
        XmlRpcValue.Int number => number.Value.ToString(),
        _ => throw new ClientException("TypeError", "the answer is not a text"),
    };

    public static IReadOnlyList<string> Texts(this XmlRpcValue answer) => [.. answer.Items().Select(Text)];

    public static XmlRpcValue Member(this XmlRpcValue answer, string name) =>
        (answer as XmlRpcValue.Struct)?[name] ?? throw new ClientException("KeyError", PythonText.Repr(name));

    public static bool IsTrue(this XmlRpcValue value) => value is XmlRpcValue.Bool { Value: true } or XmlRpcValue.Int { Value: not 0 };

    public static ProcessInfo ProcessInfo(XmlRpcValue answer) => Read(answer, Rpc.Contract.ProcessInfo.FromValue);

    public static IReadOnlyList<ProcessInfo> ProcessInfos(XmlRpcValue answer) => [.. answer.Items().Select(ProcessInfo)];

    public static IReadOnlyList<ProcessResult> Results(XmlRpcValue answer) => [.. answer.Items().Select(i => Read(i, ProcessResult.FromValue))];

    private static T Read<T>(XmlRpcValue answer, Func<XmlRpcValue, T> read)
    {
        try
        {
            return read(answer);
        }
        catch (XmlRpcFormatException other)
        {
            throw new ClientException("KeyError", other.Message);
        }
    }
}
