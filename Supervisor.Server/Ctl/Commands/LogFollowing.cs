using Supervisor.Server.Ctl.Wire;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Ctl.Commands;

/// <summary><c>-f</c>: what a log holds and all that is added, until Ctrl-C or until the daemon ends it.</summary>
internal static class LogFollowing
{
    public const string Banner = "==> Press Ctrl-C to exit <==";

    public static void Run(Session session, string path)
    {
        session.WriteLine(Banner);
        var interruption = session.Client.Interruption ?? new Interruption();
        try
        {
            using var log = new LogStream(session.Client, path, session.Error);
            while (log.IsOpen)
            {
                Interruption.Wait(interruption, [new PollEntry(log.Descriptor, Readiness.Readable)]);
                log.Pump(session.Write);
            }
        }
        catch (OperationCanceledException)
        {
            session.WriteLine("");
        }
        finally
        {
            if (interruption != session.Client.Interruption)
                interruption.Dispose();
        }
    }
}
