using Supervisor.Rpc.Contract;
using Supervisor.Rpc.Dispatch;
using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Api;

/// <summary>The daemon itself: versions, state, its log, its end.</summary>
internal sealed partial class SupervisorApi
{
    public string GetIdentification() => daemon.Configuration.Supervisord.Identifier;

    public SupervisorState GetState() => daemon.State;

    public async Task<ReadOnlyMemory<byte>> ReadLogAsync(long offset, long length, IAnswerRoom? room = null)
    {
        var path = daemon.MainLogFile ?? throw new RpcException(FaultCode.NoFile);
        return Bytes(await ReadBoundedAsync(path, offset, length, room), path);
    }

    public async Task<bool> ClearLogAsync()
    {
        if (daemon.MainLogFile is not { } path || !await logWriter.ExistsAsync(path))
            throw new RpcException(FaultCode.NoFile);
        try
        {
            await daemon.ClearMainLogAsync();
        }
        catch (Exception error) when (error is IOException or PosixException)
        {
            throw new RpcException(FaultCode.Failed);
        }
        return true;
    }

    public bool Shutdown()
    {
        daemon.RequestShutdown();
        return true;
    }

    /// <summary>Stock stops everything and then dies of a broken configuration; here it is refused first and the old one runs on.</summary>
    public async Task<bool> RestartAsync()
    {
        try
        {
            await daemon.RequestRestartAsync();
        }
        catch (ConfigurationException error)
        {
            throw new RpcException(FaultCode.CantReread, error.Message);
        }
        return true;
    }

    public bool SendRemoteCommEvent(string type, string data)
    {
        events.Publish(new RemoteCommunicationEvent(type, data));
        return true;
    }
}
