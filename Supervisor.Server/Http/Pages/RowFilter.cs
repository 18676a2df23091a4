namespace Supervisor.Server.Http.Pages;

/// <summary>Which programs show: by a part of the name, and by how they fare.</summary>
/// <param name="Key">What the address says: <c>?show=problems</c>; empty for all.</param>
/// <param name="Label">What people read.</param>
/// <param name="Tones">Null lets all pass.</param>
internal sealed record RowFilter(string Key, string Label, IReadOnlyList<Tone>? Tones)
{
    public static IReadOnlyList<RowFilter> Choices { get; } =
    [
        new("", "All", null),
        new("running", "Running", [Tone.Running, Tone.Changing]),
        new("stopped", "Stopped", [Tone.Stopped]),
        new("problems", "Problems", [Tone.Warning, Tone.Failed]),
    ];

    /// <summary>Part of the full name, whatever its case.</summary>
    public string Text { get; init; } = "";

    public string Link => Key.Length == 0 ? "index.html" : $"index.html?show={Key}";

    /// <summary>An unknown key shows all.</summary>
    public static RowFilter Of(string? key, string? text) =>
        (Choices.FirstOrDefault(choice => choice.Key == key) ?? Choices[0]) with { Text = text ?? "" };

    public bool Accepts(ProgramRow row) =>
        (Tones is null || Tones.Contains(row.Tone)) && row.Name.Contains(Text, StringComparison.OrdinalIgnoreCase);
}
