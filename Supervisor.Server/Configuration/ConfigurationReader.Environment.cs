using System.Buffers;
using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>Where the variables of a program come from besides <c>environment</c>. The files are named here and read at each start.</summary>
internal sealed partial class ConfigurationReader
{
    private static readonly SearchValues<char> NotInNames = SearchValues.Create(" \t\n=[]?");

    /// <summary>Null where a program has the daemon's variables and those of <c>environment</c>, and that is all.</summary>
    private EnvironmentSources? Sources(SectionOptions options, EquatableList<EnvironmentVariable> own)
    {
        var key = options.Spelling("environment_file");
        var files = options.Get(key, EnvironmentFiles, EquatableList<string>.Empty);
        var login = options.Get("login_environment", OptionParsers.Boolean, false);
        var inherited = options.Get("inherit_environment", Inherited, null);
        return files.Count == 0 && !login && inherited is null
            ? null
            : new() { Files = files, Login = login, Inherited = inherited, Own = files.Count == 0 ? EquatableList<string>.Empty : new(own.Select(v => v.Name)) };
    }

    private EquatableList<string> EnvironmentFiles(string text) => new(
        Items(text).Select(file => EnvironmentSources.WithPath(file, path => Path.GetFullPath(OptionParsers.ExpandHome(path), _daemonDirectory))));

    /// <summary>Null for all of the daemon's variables.</summary>
    private static EquatableList<string>? Inherited(string text)
    {
        try
        {
            return OptionParsers.Boolean(text.Trim()) ? null : EquatableList<string>.Empty;
        }
        catch (ConfigurationException)
        {
            var names = Items(text);
            return names.FirstOrDefault(name => name.AsSpan().ContainsAny(NotInNames)) is { } bad
                ? throw new ConfigurationException($"invalid 'inherit_environment' value {PythonText.Repr(bad)} (true, false, or names of variables, in which * is any text)")
                : new(names);
        }
    }

    /// <summary>Items between commas, none of them empty but for a mark.</summary>
    private static IReadOnlyList<string> Items(string text)
    {
        var items = OptionParsers.ItemsOrNone(text.Trim());
        return items.Contains("-") ? throw new ConfigurationException($"empty item in {PythonText.Repr(text.Trim())}") : items;
    }
}
