namespace Supervisor.Rpc.XmlRpc;

/// <summary>
/// The members of a struct being read. As in a Python dict, a name given twice keeps its place and takes the later value.
/// </summary>
internal sealed class StructMembers
{
    /// <summary>Up to here a look along the list is quicker than a dictionary; past it, it would be quadratic.</summary>
    private const int FewMembers = 8;

    private readonly List<KeyValuePair<string, XmlRpcValue>> _members = [];
    private Dictionary<string, int>? _places;

    public void Set(string name, XmlRpcValue value)
    {
        var place = PlaceOf(name);
        if (place >= 0)
        {
            _members[place] = new(name, value);
            return;
        }
        _places?.Add(name, _members.Count);
        _members.Add(new(name, value));
    }

    public XmlRpcValue.Struct ToStruct() => new(_members);

    private int PlaceOf(string name)
    {
        if (_places is null && _members.Count >= FewMembers)
        {
            _places = [];
            for (var i = 0; i < _members.Count; i++)
                _places.Add(_members[i].Key, i);
        }
        if (_places is not null)
            return _places.TryGetValue(name, out var place) ? place : -1;
        for (var i = 0; i < _members.Count; i++)
        {
            if (_members[i].Key == name)
                return i;
        }
        return -1;
    }
}
