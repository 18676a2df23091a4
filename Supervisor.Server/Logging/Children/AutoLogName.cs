using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>What the name of an AUTO log is made of.</summary>
internal sealed record AutoLogName(string Directory, string ProcessName, string Channel, string Identifier);

/// <summary>The path of an AUTO log that was made, or why it could not be.</summary>
internal readonly record struct AutoLogResult(string? Path, PosixException? Failure)
{
    public static AutoLogResult Of(Func<string> create)
    {
        try
        {
            return new(create(), null);
        }
        catch (PosixException failure)
        {
            return new(null, failure);
        }
    }
}
