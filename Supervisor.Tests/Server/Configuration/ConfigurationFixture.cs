using Supervisor.Server.Configuration;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>Owns a directory with a configuration in it, and reads it as the daemon would, in a small environment of its own.</summary>
internal sealed class ConfigurationFixture : IDisposable
{
    public const string HostName = "thehost";

    private const string Section = "[supervisord]\n";

    private readonly TestDirectory _directory = new();

    public string Path => _directory.Path;

    public string this[string name] => _directory[name];

    public Dictionary<string, string> Environment { get; } = new() { ["COLOR"] = "red" };

    /// <summary>One reading of a text that needs nothing else beside it.</summary>
    public static ServerConfiguration Of(string text, params string[] arguments)
    {
        using var fixture = new ConfigurationFixture();
        return fixture.Read(text, arguments);
    }

    /// <summary>The same, with an empty <c>[supervisord]</c> before it.</summary>
    public static ServerConfiguration OfSections(string sections) => Of(Section + sections);

    public static ProcessOptions OnlyProcess(string sections) => Assert.Single(Assert.Single(OfSections(sections).Groups).Processes);

    /// <summary>What the user reads when it is refused.</summary>
    public static string Refusal(string text, params string[] arguments) => Assert.Throws<ConfigurationException>(() => Of(text, arguments)).Message;

    public static string RefusalOfSections(string sections) => Refusal(Section + sections);

    public static IEnumerable<string> Warnings(ServerConfiguration configuration) =>
        configuration.Messages.Where(m => m.Level == LogLevel.Warn).Select(m => m.Text);

    public ServerConfiguration Read(string text, params string[] arguments)
    {
        Write("main.conf", text);
        return Reader(arguments).Read();
    }

    /// <summary><c>@dir@</c> stands for the directory.</summary>
    public void Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        _directory.Write(name, text.Replace("@dir@", Path, StringComparison.Ordinal));
    }

    public ConfigurationReader Reader(params string[] arguments) =>
        new(CommandLine.Parse(["-c", "main.conf", .. arguments], Path), "supervisord", Environment, Path, HostName);

    public void Dispose() => _directory.Dispose();
}
