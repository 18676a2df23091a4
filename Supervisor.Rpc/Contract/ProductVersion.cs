namespace Supervisor.Rpc.Contract;

/// <summary>The versions the wire tells.</summary>
public static class ProductVersion
{
    /// <summary>Of the program: <c>supervisord -v</c>, <c>getSupervisorVersion</c>, the page's footer. Three numbers, since scripts split it.</summary>
    public const string Text = "5.0.0";

    /// <summary>Of the interface: <c>getAPIVersion</c>. Clients refuse any other.</summary>
    public const string Api = "3.0";
}
