namespace Supervisor.Server.Ctl;

/// <summary>The program <c>echo_supervisord_conf</c>: writes the commented sample configuration, which is part of the binary.</summary>
internal static class EchoConfiguration
{
    private const string ResourceName = "supervisord.conf";

    public static int Run(string name, string[] arguments)
    {
        if (arguments.Length > 0)
            Console.Error.Write($"{Path.GetFileName(name)} takes no arguments; the sample is written to the standard output\n");
        using var sample = typeof(EchoConfiguration).Assembly.GetManifestResourceStream(ResourceName)!;
        using var output = Console.OpenStandardOutput();
        try
        {
            sample.CopyTo(output);
            return 0;
        }
        catch (IOException refusal)
        {
            // A full disk; a reader that has seen enough (head) ends the write without an error.
            Console.Error.Write($"Error: the sample could not be written: {refusal.Message}\n");
            return 1;
        }
    }
}
