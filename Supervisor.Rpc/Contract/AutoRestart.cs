namespace Supervisor.Rpc.Contract;

/// <summary><c>autorestart</c> as the wire has it: a boolean or the word <c>unexpected</c>.</summary>
public enum AutoRestart
{
    Never,
    Unexpected,
    Always,
}
