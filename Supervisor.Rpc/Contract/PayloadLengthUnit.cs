namespace Supervisor.Rpc.Contract;

/// <summary>What <c>len</c> in an event's header counts: <c>len_unit=</c> of an <c>[eventlistener:x]</c>.</summary>
public enum PayloadLengthUnit
{
    /// <summary>Unicode characters, as stock counts: what listeners that read text from stdin need.</summary>
    Characters,

    /// <summary>Bytes, as stock's documentation says: what listeners that read bytes need where payloads are not ASCII.</summary>
    Bytes,
}
