namespace Supervisor.Server.Listeners;

/// <summary>Where a listener stands in its protocol, apart from its process's state. Names and numbers are stock's.</summary>
internal enum ListenerState
{
    /// <summary>It has said READY and waits for an event.</summary>
    Ready = 10,

    /// <summary>It was sent an event and has not answered yet.</summary>
    Busy = 20,

    /// <summary>New, or has answered: it has yet to say READY.</summary>
    Acknowledged = 30,

    /// <summary>It broke the protocol, and gets no more events until it is started anew.</summary>
    Unknown = 40,
}

internal static class ListenerStates
{
    public static string WireName(this ListenerState state) => state switch
    {
        ListenerState.Ready => "READY",
        ListenerState.Busy => "BUSY",
        ListenerState.Acknowledged => "ACKNOWLEDGED",
        _ => "UNKNOWN",
    };
}
