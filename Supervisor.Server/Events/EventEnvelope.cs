using System.Text;
using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Events;

/// <summary>What a listener reads from its stdin for one event: a header line, then the payload without a newline of its own.</summary>
/// <param name="Server">The daemon's <c>identifier</c>.</param>
/// <param name="Serial">The event's number.</param>
/// <param name="Pool">The name of the listener pool.</param>
/// <param name="PoolSerial">The event's number within the pool.</param>
internal readonly record struct EventEnvelope(string Server, long Serial, string Pool, long PoolSerial)
{
    public byte[] Wrap(SupervisorEvent content, PayloadLengthUnit unit = PayloadLengthUnit.Characters) => Wrap(content.TypeName, content.Payload, unit);

    public byte[] Wrap(string typeName, string payload, PayloadLengthUnit unit)
    {
        var length = unit == PayloadLengthUnit.Bytes ? Encoding.UTF8.GetByteCount(payload) : Characters(payload);
        return Encoding.UTF8.GetBytes(
            $"ver:3.0 server:{Server} serial:{Serial} pool:{Pool} poolserial:{PoolSerial} "
            + $"eventname:{typeName} len:{length}\n{payload}");
    }

    /// <summary>Code points, which is what Python counts; a half of a surrogate pair is sent as one replacement character.</summary>
    private static int Characters(string text)
    {
        var pairs = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i]))
                pairs++;
        }
        return text.Length - pairs;
    }
}
