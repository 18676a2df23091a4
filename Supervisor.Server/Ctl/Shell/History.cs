namespace Supervisor.Server.Ctl.Shell;

/// <summary>
/// Owns the lines typed so far, and their file if there is one: one line each, as readline keeps them. A line is added to the file when it
/// is typed, so that a lost connection or a second shell loses none.
/// </summary>
internal sealed class History
{
    public const int MaxLines = 10_000;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string? _file;
    private readonly List<string> _lines = [];

    public History(string? file)
    {
        _file = file;
        if (file is null || !File.Exists(file))
            return;
        try
        {
            _lines.AddRange(File.ReadLines(file).TakeLast(MaxLines));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A history that can not be read is an empty one: the shell is needed all the same.
        }
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Blank lines and repetitions of the last one are not kept.</summary>
    public void Add(string line)
    {
        if (string.IsNullOrWhiteSpace(line) || (_lines.Count > 0 && _lines[^1] == line))
            return;
        _lines.Add(line);
        if (_file is null)
            return;
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite, UnixCreateMode = OwnerOnly };
            using var writer = new StreamWriter(_file, options);
            writer.Write(line + "\n");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The same: no history is worth an error at the prompt.
        }
    }
}
