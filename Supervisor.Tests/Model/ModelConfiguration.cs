namespace Supervisor.Tests.Model;

/// <summary>The programs that are configured at a time. A change of it is a new one, and what a reread must say of the two is known.</summary>
internal sealed record ModelConfiguration(IReadOnlyList<ModelProgram> Programs)
{
    private const int Most = 8;

    public IEnumerable<string> FullNames => Programs.SelectMany(p => p.ProcessNames.Select(name => $"{p.Name}:{name}")).Order(StringComparer.Ordinal);

    public static ModelConfiguration Any(Random random) =>
        new([.. Enumerable.Range(0, random.Next(3, Most)).Select(i => ModelProgram.Any(random, $"p{i}"))]);

    public ModelProgram Of(string process) => Programs.Single(p => p.ProcessNames.Contains(process[(process.IndexOf(':', StringComparison.Ordinal) + 1)..]));

    /// <summary>One or two programs come, go, or become others.</summary>
    public ModelConfiguration Changed(Random random)
    {
        var programs = Programs.ToList();
        for (var changes = random.Next(1, 3); changes > 0; changes--)
        {
            var name = $"p{random.Next(Most)}";
            var index = programs.FindIndex(p => p.Name == name);
            if (index < 0)
                programs.Add(ModelProgram.Any(random, name));
            else if (random.Next(3) == 0 && programs.Count > 2)
                programs.RemoveAt(index);
            else
                programs[index] = ModelProgram.Any(random, name);
        }
        return new ModelConfiguration(programs);
    }

    /// <summary>The names of the groups, as <c>reloadConfig</c> answers.</summary>
    public (string[] Added, string[] Changed, string[] Removed) Against(ModelConfiguration running)
    {
        var before = running.Programs.ToDictionary(p => p.Name);
        var after = Programs.ToDictionary(p => p.Name);
        return (
            [.. after.Keys.Except(before.Keys).Order(StringComparer.Ordinal)],
            [.. after.Where(p => before.TryGetValue(p.Key, out var old) && old != p.Value).Select(p => p.Key).Order(StringComparer.Ordinal)],
            [.. before.Keys.Except(after.Keys).Order(StringComparer.Ordinal)]);
    }
}
