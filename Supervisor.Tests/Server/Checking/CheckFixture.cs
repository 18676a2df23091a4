using Supervisor.Server.Checking;
using Supervisor.Tests.Server.Configuration;

namespace Supervisor.Tests.Server.Checking;

/// <summary>One check of a configuration in a directory of its own, as <c>main.conf</c>.</summary>
internal sealed class CheckFixture : IDisposable
{
    /// <summary>A start that nothing is wrong with.</summary>
    public const string Daemon = "[supervisord]\nlogfile=@dir@/s.log\npidfile=@dir@/s.pid\nchildlogdir=@dir@\n";

    private readonly ConfigurationFixture _files = new();

    public string this[string name] => _files[name];

    /// <summary>The report's lines, of a configuration with a sound <c>[supervisord]</c> of four lines before it.</summary>
    public static IReadOnlyList<string> Of(string sections) => OfWhole(Daemon + sections);

    public static IReadOnlyList<string> OfWhole(string text)
    {
        using var fixture = new CheckFixture();
        return fixture.Check(text).Report;
    }

    public void Write(string name, string text) => _files.Write(name, text);

    public (int ExitCode, IReadOnlyList<string> Report) Check(string text, bool strict = false)
    {
        var (code, output, _) = Run(text, print: false, strict);
        return (code, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    public (int ExitCode, string Output, string Error) Run(string text, bool print, bool strict = false)
    {
        _files.Write("main.conf", text);
        _files.Environment["PATH"] = "/usr/bin:/bin";
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = new ConfigurationCheck(_files.Reader(), _files.Environment).Run(output, error, print, strict);
        return (code, output.ToString().Replace(_files.Path, "@dir@", StringComparison.Ordinal), error.ToString());
    }

    public void Dispose() => _files.Dispose();
}
