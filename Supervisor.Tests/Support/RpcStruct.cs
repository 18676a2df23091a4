namespace Supervisor.Tests.Support;

/// <summary>An XML-RPC struct; the order of its members is part of what is compared.</summary>
internal sealed class RpcStruct : List<KeyValuePair<string, object?>>
{
    public object? this[string name]
    {
        get
        {
            foreach (var member in this)
            {
                if (member.Key == name)
                    return member.Value;
            }
            throw new KeyNotFoundException($"The struct has no member {name}: {RpcText.Render(this)}");
        }
    }

    public void Add(string name, object? value) => Add(new(name, value));
}
