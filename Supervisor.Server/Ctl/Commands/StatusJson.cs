using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Ctl.Wire;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Ctl.Commands;

/// <summary>
/// <c>status --json</c>: an array with one object for each process, with the members the daemon sent. Standard output holds nothing else,
/// whatever happens; the exit status is that of <c>status</c>.
/// </summary>
internal static class StatusJson
{
    public static void Run(Session session, IReadOnlyList<string> names)
    {
        try
        {
            var answer = session.Client.Call("getAllProcessInfo").Items();
            var all = answer.Select(Answers.ProcessInfo).ToList();
            // A process named twice is told twice, as in the table: hence by place and not by value.
            var listed = StatusCommands.Select(session, all, names, session.Error.WriteLine);
            session.Write(Write(listed.Select(process => answer[all.IndexOf(process)])));
        }
        catch (ClientException failure) when (!(session.IsInteractive && failure is HttpStatusException { Status: 401 }))
        {
            session.Error.WriteLine(failure.Line);
            ConnectionAdvice.Give(session, failure);
            session.ExitStatus = failure is ConnectionException { Errno: Errno.ECONNREFUSED or Errno.ENOENT } ? ExitStatus.StatusUnknown : ExitStatus.Generic;
        }
    }

    private static ReadOnlyMemory<byte> Write(IEnumerable<XmlRpcValue> processes)
    {
        var bytes = new ArrayBufferWriter<byte>();
        // Terminals and logs show the text: names in any script stay readable.
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            foreach (var process in processes)
                Write(json, process);
            json.WriteEndArray();
        }
        bytes.Write("\n"u8);
        return bytes.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, XmlRpcValue value)
    {
        switch (value)
        {
            case XmlRpcValue.Int number:
                json.WriteNumberValue(number.Value);
                break;
            case XmlRpcValue.Double number:
                json.WriteNumberValue(number.Value);
                break;
            case XmlRpcValue.Bool flag:
                json.WriteBooleanValue(flag.Value);
                break;
            case XmlRpcValue.Str text:
                json.WriteStringValue(text.Value);
                break;
            case XmlRpcValue.Array array:
                json.WriteStartArray();
                foreach (var item in array.Items)
                    Write(json, item);
                json.WriteEndArray();
                break;
            case XmlRpcValue.Struct members:
                json.WriteStartObject();
                foreach (var member in members.Members)
                {
                    json.WritePropertyName(member.Key);
                    Write(json, member.Value);
                }
                json.WriteEndObject();
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }
}
