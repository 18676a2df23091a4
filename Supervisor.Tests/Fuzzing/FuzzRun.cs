namespace Supervisor.Tests.Fuzzing;

/// <summary>An input of which something does not hold, as small as it could be made.</summary>
internal sealed record FuzzFinding(byte[] Input, string What);

/// <summary>
/// One run of one target: owns the pool of inputs, to which each is added whose outcome is of a kind not seen before, and what was found.
/// The same seed and corpus give the same run.
/// </summary>
/// <param name="target">What is tried.</param>
/// <param name="seed">To be printed by whoever runs it.</param>
/// <param name="stock">Says what stock makes of the same inputs; null to do without.</param>
internal sealed class FuzzRun(FuzzTarget target, int seed, StockOracle? stock)
{
    private const int BatchInputs = 256;
    private const int MaxPool = 4000;
    private const int MaxFindings = 12;

    /// <summary>One defect fails in many ways; each is made small to see whether it is the same.</summary>
    private const int MaxShrunk = 60;

    /// <summary>What a call may allocate whatever its input.</summary>
    private const long AllocatedAnyway = 256 * 1024;

    private readonly Random _random = new(seed);
    private readonly List<byte[]> _pool = [.. Corpus.Of(target.Name).Select(kept => kept.Bytes)];
    private readonly HashSet<string> _shapes = [];
    private readonly HashSet<string> _failures = [];
    private readonly List<FuzzFinding> _findings = [];
    private readonly SortedDictionary<string, long> _allowed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _kinds = [];
    private readonly Dictionary<string, string> _examples = [];
    private long _refused;
    private int _shrunk;

    public IReadOnlyList<FuzzFinding> Findings => _findings;

    /// <summary>How often each rule allowed a difference from stock.</summary>
    public IReadOnlyDictionary<string, long> AllowedDifferences => _allowed;

    /// <summary>The first input of each kind of outcome.</summary>
    public IReadOnlyDictionary<string, byte[]> Kinds => _kinds;

    /// <summary>For each rule the smallest input that needed it, with both outcomes.</summary>
    public IReadOnlyDictionary<string, string> Examples => _examples;

    public long Inputs { get; private set; }

    public long Refused => _refused;

    /// <summary>The kept inputs, and then as many new ones as told.</summary>
    public async Task RunAsync(long inputs)
    {
        foreach (var batch in _pool.ToArray().Chunk(BatchInputs))
            await TryAsync(batch);
        while (Inputs < inputs && _findings.Count < MaxFindings)
            await TryAsync([.. Enumerable.Range(0, (int)Math.Min(BatchInputs, inputs - Inputs)).Select(_ => Next())]);
    }

    private byte[] Next()
    {
        var way = _random.Next(10);
        if (way < 3 || _pool.Count == 0)
            return target.Generate(_random);
        return Mutator.Mutate(way < 5 ? target.Generate(_random) : FromPool(), target.Words, FromPool, _random);
    }

    private byte[] FromPool() => _pool.Count == 0 ? target.Generate(_random) : _pool[_random.Next(_pool.Count)];

    private async Task TryAsync(byte[][] batch)
    {
        batch = [.. batch.Select(target.Normalise)];
        var answering = stock is not null && target.HasStock ? stock.AskAsync(target.Name, batch) : null;
        var outcomes = batch.Select(Outcome).ToArray();
        var answers = answering is null ? null : await answering;
        for (var i = 0; i < batch.Length; i++)
        {
            Inputs++;
            Remember(batch[i], outcomes[i].Text);
            if (outcomes[i].Broken is { } broken)
                await FoundAsync(batch[i], broken, input => Task.FromResult(Outcome(input).Broken));
            else if (answers is not null)
                await CompareAsync(batch[i], answers[i], outcomes[i].Text);
        }
    }

    private async Task CompareAsync(byte[] input, string theirs, string ours)
    {
        var difference = Difference(input, theirs, ours, out var rule);
        if (rule is not null)
        {
            _allowed[rule] = _allowed.GetValueOrDefault(rule) + 1;
            var example = $"{Wording.Quoted(System.Text.Encoding.UTF8.GetString(input))}: stock {theirs}, ours {ours}";
            if (!_examples.TryGetValue(rule, out var known) || example.Length < known.Length)
                _examples[rule] = example;
        }
        if (difference is null)
            return;
        await FoundAsync(input, difference, async smaller =>
        {
            smaller = target.Normalise(smaller);
            var (text, broken) = Outcome(smaller);
            return broken ?? Difference(smaller, (await stock!.AskAsync(target.Name, [smaller]))[0], text, out _);
        });
    }

    private string? Difference(byte[] input, string theirs, string ours, out string? rule)
    {
        rule = theirs == ours ? null : target.Allowed(input, theirs, ours);
        return theirs == ours || rule is not null ? null : $"stock {Short(theirs)}, ours {Short(ours)}";
    }

    /// <summary>The outcome; and what does not hold, if anything.</summary>
    private (string Text, string? Broken) Outcome(byte[] input)
    {
        try
        {
            if (target.Call(input) is { } call)
                Bounded(input, call);
            return (target.Check(input), null);
        }
        catch (Exception failure)
        {
            return ("broken", failure is FuzzFailure ? failure.Message : $"{failure.GetType().Name}: {failure.Message} {failure.StackTrace?.Split('\n')[0].Trim()}");
        }
    }

    private void Bounded(byte[] input, Action call)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        call();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > AllocatedAnyway + (target.AllocatedPerByte * input.Length))
            throw new FuzzFailure($"{allocated} bytes were allocated for an input of {input.Length}");
    }

    private void Remember(byte[] input, string outcome)
    {
        if (outcome.StartsWith("refused", StringComparison.Ordinal))
            _refused++;
        if (!_shapes.Add(Wording.Shape(outcome)) || _pool.Count >= MaxPool)
            return;
        _pool.Add(input);
        _kinds[Wording.Shape(outcome)] = input;
    }

    /// <summary>One finding for each kind of failure: the first, shrunk.</summary>
    private async Task FoundAsync(byte[] input, string what, Func<byte[], Task<string?>> again)
    {
        var kind = Wording.Shape(what);
        if (!_failures.Add(kind) || _findings.Count >= MaxFindings)
            return;
        if (++_shrunk > MaxShrunk)
            return;
        var smallest = Shrinker.Shrink(input, smaller => again(smaller).GetAwaiter().GetResult() is not null);
        if (!_findings.Any(known => known.Input.SequenceEqual(smallest)))
            _findings.Add(new(smallest, await again(smallest) ?? what));
    }

    private static string Short(string outcome) => outcome.Length <= 600 ? outcome : outcome[..600] + "…";
}
