namespace Supervisor.Server.Runtime;

/// <summary>Something that is due at a time; disposing it cancels it. Loop thread only.</summary>
internal sealed class Deadline(TimeSpan at, Action due) : IDisposable
{
    public TimeSpan At => at;

    public bool IsCancelled { get; private set; }

    public void Run() => due();

    public void Dispose() => IsCancelled = true;
}
