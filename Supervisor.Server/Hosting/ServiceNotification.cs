using System.Net.Sockets;
using System.Text;

namespace Supervisor.Server.Hosting;

/// <summary>
/// Tells a service manager that follows the sd_notify protocol (systemd's <c>Type=notify</c>) how the daemon stands. Does nothing
/// where NOTIFY_SOCKET is not set. The variable is not passed on to children: the socket is the daemon's.
/// </summary>
internal sealed class ServiceNotification(string? socket, TimeProvider time)
{
    public const string SocketVariable = "NOTIFY_SOCKET";

    public void Ready() => Send("READY=1\nSTATUS=Running");

    public void Stopping() => Send("STOPPING=1\nSTATUS=Stopping programs");

    public void Reloading() => Reload("Restarting with a new configuration");

    public void Upgrading() => Reload("Exchanging the program, its children run on");

    /// <summary>The time tells the manager which of several reloads the next READY belongs to.</summary>
    private void Reload(string status) =>
        Send($"RELOADING=1\nMONOTONIC_USEC={time.GetElapsedTime(0).Ticks / TimeSpan.TicksPerMicrosecond}\nSTATUS={status}");

    private void Send(string state)
    {
        if (string.IsNullOrEmpty(socket))
            return;
        try
        {
            // A leading @ stands for the NUL of an abstract socket's name.
            var address = new UnixDomainSocketEndPoint(socket[0] == '@' ? $"\0{socket[1..]}" : socket);
            using var sender = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            sender.Blocking = false;
            sender.SendTo(Encoding.UTF8.GetBytes(state), address);
        }
        catch (Exception refused) when (refused is SocketException or ArgumentException)
        {
            // A manager that does not listen, or cannot have the name it is said to have, is no reason not to supervise.
        }
    }
}
