using Supervisor.Server.Hosting;

namespace Supervisor.Server;

/// <summary>One binary with several names: which program it is follows from the name it was started by, or from a first word.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        var name = Environment.GetCommandLineArgs()[0];
        return new SupervisordProgram(name, Console.Out, Console.Error).Run(arguments);
    }
}
