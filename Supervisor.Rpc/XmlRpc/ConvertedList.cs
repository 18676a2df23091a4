using System.Collections;

namespace Supervisor.Rpc.XmlRpc;

/// <summary>
/// A list whose values are made when they are looked at: who writes them out has one at a time, on its own thread, where the whole tree
/// would be made at once and on the thread that owns the facts.
/// </summary>
/// <param name="items">The facts, which nobody changes any more.</param>
/// <param name="convert">Makes one value.</param>
public sealed class ConvertedList<T>(IReadOnlyList<T> items, Func<T, XmlRpcValue> convert) : IReadOnlyList<XmlRpcValue>
{
    public int Count => items.Count;

    public XmlRpcValue this[int index] => convert(items[index]);

    public IEnumerator<XmlRpcValue> GetEnumerator()
    {
        for (var i = 0; i < items.Count; i++)
            yield return convert(items[i]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
