using Supervisor.Rpc.Contract;
using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Python;

namespace Supervisor.Server.Ctl.Wire;

/// <summary>The daemon refused a call.</summary>
internal sealed class FaultException(Fault fault) : ClientException("xmlrpc.client.Fault", Shown(fault))
{
    public FaultCode Code { get; } = (FaultCode)fault.Code;

    /// <summary>The fault's text as the daemon sent it.</summary>
    public string Text { get; } = fault.Text;

    private static string Shown(Fault fault) => $"<Fault {fault.Code}: {PythonText.Repr(fault.Text)}>";
}
