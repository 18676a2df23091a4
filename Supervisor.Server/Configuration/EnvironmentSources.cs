using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>Where a program's variables come from besides <c>environment=</c>, and which of the daemon's it is given.</summary>
internal sealed record EnvironmentSources
{
    /// <summary>Before the path of a file that may be missing.</summary>
    private const char MayBeMissing = '-';

    /// <summary>Absolute paths, later ones win; one with a - before it may be missing.</summary>
    public EquatableList<string> Files { get; init; } = EquatableList<string>.Empty;

    /// <summary>HOME, USER, LOGNAME and SHELL as the user database has them.</summary>
    public bool Login { get; init; }

    /// <summary>Which variables of the daemon's a child is given: names, where * is any text; null for all.</summary>
    public EquatableList<string>? Inherited { get; init; }

    /// <summary>The names in the program's own <c>environment</c>, which win over the files; those of <c>[supervisord]</c> do not.</summary>
    public EquatableList<string> Own { get; init; } = EquatableList<string>.Empty;

    public static (string Path, bool MayBeMissing) File(string written) =>
        written.StartsWith(MayBeMissing) ? (written[1..], true) : (written, false);

    /// <summary>The same entry with another path.</summary>
    public static string WithPath(string written, Func<string, string> change) =>
        File(written) is (var path, true) ? MayBeMissing + change(path) : change(written);

    public bool Inherits(string name) => Inherited is not { } patterns || patterns.Any(pattern => Glob.IsMatch(pattern, name));
}
