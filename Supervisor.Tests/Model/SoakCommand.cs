using System.Globalization;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Model;

/// <summary>What <c>benchmarks/soak/soak.cs</c> does.</summary>
public static class SoakCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length == 0 || !File.Exists(args[0]))
        {
            Console.Error.WriteLine("path/to/supervisord  --minutes N");
            return 2;
        }
        var at = Array.IndexOf(args, "--minutes");
        var minutes = at < 0 ? 10 : double.Parse(args[at + 1], CultureInfo.InvariantCulture);
        var peer = new Peer("ours", Path.GetFullPath(args[0]), [], Peer.CommonEnvironment);
        return await SoakRun.RunAsync(peer, TimeSpan.FromMinutes(minutes)) ? 0 : 1;
    }
}
