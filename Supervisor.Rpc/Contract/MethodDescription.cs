using System.Text;

namespace Supervisor.Rpc.Contract;

/// <summary>
/// A method of the wire: its name, its types and what it is for. Stock reads the types from its help texts; here both come from this.
/// </summary>
public sealed record MethodDescription(
    string Name,
    string ReturnType,
    string ReturnHelp,
    string Summary,
    params IReadOnlyList<MethodParameter> Parameters)
{
    /// <summary>The method this one is an older name of.</summary>
    public string? AliasOf { get; init; }

    public int MinArguments => Parameters.Count(p => !p.IsOptional);

    /// <summary>
    /// The text of <c>methodHelp</c>, with the same <c>@param type name text</c> lines as stock, since programs take them apart.
    /// </summary>
    public string Help()
    {
        var help = new StringBuilder(Summary).Append("\n\n");
        foreach (var parameter in Parameters)
            help.Append($"@param {parameter.Type} {parameter.Name} {parameter.Help}\n");
        return help.Append($"@return {ReturnType} result {ReturnHelp}\n").ToString();
    }
}
