namespace Supervisor.Server.Configuration;

/// <summary>Reading to find all mistakes, not to run on it. The same code reads; what it would throw is noted and passed over.</summary>
internal sealed partial class ConfigurationReader
{
    /// <summary>Where mistakes are noted while one looks for them; null as a rule, and then the first one ends the reading.</summary>
    private ConfigurationInspection? _inspection;

    /// <summary>Leaves no trace in later readings.</summary>
    public ConfigurationInspection Inspect()
    {
        lock (_oneAtATime)
        {
            var environment = _environment;
            var inspection = _inspection = new ConfigurationInspection(_file);
            try
            {
                Inspect(inspection);
                return inspection;
            }
            finally
            {
                (_environment, _inspection) = (environment, null);
            }
        }
    }

    private void Inspect(ConfigurationInspection inspection)
    {
        _messages = [];
        try
        {
            var broken = new BrokenFiles();
            ReadFiles(inspection.Document, broken);
            inspection.Error(broken.Problems);
            TellOfIncludes(inspection);
            inspection.Configuration = Configuration(inspection.Document, broken);
        }
        catch (ConfigurationException refusal)
        {
            inspection.Error(refusal.Places.Count > 0 ? refusal.Places : [new(_file, 1, refusal.Message)]);
        }
        inspection.Warn(ConfigurationWarnings.Of(inspection.Document));
    }

    /// <summary>What the reading of the files left to say is about the patterns that name them.</summary>
    private void TellOfIncludes(ConfigurationInspection inspection)
    {
        if (inspection.Document.Find("include") is not { } include)
            return;
        foreach (var message in _messages.Where(m => m.Level >= LogLevel.Warn))
            inspection.Warn(include, "files", message.Text);
    }

    /// <summary>Adds what a section stands for, unless it is refused and that is only noted.</summary>
    private void AddRead<T>(List<T> list, IniSection section, Func<T> read)
    {
        try
        {
            list.Add(read());
        }
        catch (ConfigurationException refusal) when (_inspection is not null)
        {
            _inspection.Refuse(section, null, refusal.Message);
        }
    }

    private SectionOptions Options(IniDocument document, IniSection section, Expansion expansion) => new(document, section, expansion, _inspection);
}
