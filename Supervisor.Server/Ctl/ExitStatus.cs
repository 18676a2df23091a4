namespace Supervisor.Server.Ctl;

/// <summary>Exit codes, by the meanings the Linux Standard Base gives them; two numbers mean something else after <c>status</c>.</summary>
internal static class ExitStatus
{
    public const int Success = 0;
    public const int Generic = 1;
    public const int InvalidArguments = 2;

    /// <summary>After <c>plan</c>: an update would change something.</summary>
    public const int PlanHasChanges = 2;

    public const int Unimplemented = 3;

    /// <summary>After <c>status</c>: something listed does not run.</summary>
    public const int SomethingStopped = 3;

    public const int Refused = 4;

    /// <summary>After <c>status</c>: an unknown name, or nobody to ask.</summary>
    public const int StatusUnknown = 4;

    public const int WrongVersion = 5;
    public const int NotRunning = 7;
}
