namespace Supervisor.Server.Interop;

/// <summary>
/// The environment that all children share, kept as the kernel takes it, so that a start encodes only the few variables that are the
/// program's own. Read-only after its construction: any thread.
/// </summary>
internal sealed unsafe class BaseEnvironment : IDisposable
{
    private readonly NativeArena _strings = new();
    private readonly nint[] _pointers;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    public BaseEnvironment(IReadOnlyDictionary<string, string> variables)
    {
        _pointers = new nint[variables.Count];
        foreach (var (name, value) in variables)
        {
            _pointers[_places.Count] = (nint)_strings.Variable(name, value);
            _places.Add(name, _places.Count);
        }
    }

    public void Dispose() => _strings.Dispose();

    /// <summary>A NULL-terminated <c>envp</c>: a variable of the program's own takes the place of one of that name, else it comes last.</summary>
    /// <param name="own">Each name once.</param>
    /// <param name="arena">Owns the result.</param>
    public byte** With(IReadOnlyList<KeyValuePair<string, string>> own, NativeArena arena)
    {
        var envp = (byte**)arena.Allocate((_pointers.Length + own.Count + 1) * sizeof(byte*));
        var count = _pointers.Length;
        for (var i = 0; i < count; i++)
            envp[i] = (byte*)_pointers[i];
        foreach (var (name, value) in own)
        {
            var place = _places.TryGetValue(name, out var shared) ? shared : count++;
            envp[place] = arena.Variable(name, value);
        }
        envp[count] = null;
        return envp;
    }
}
