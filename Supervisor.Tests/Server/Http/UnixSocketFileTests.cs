using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Supervisor.Server.Configuration;
using Supervisor.Server.Http;
using Supervisor.Server.Interop;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Http;

[UnsupportedOSPlatform("windows")]
public sealed class UnixSocketFileTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly StringWriter _warnings = new();

    private string Name => _directory["s.sock"];

    public void Dispose()
    {
        _directory.Dispose();
        _warnings.Dispose();
    }

    [Theory]
    [InlineData(0x1C0)] // 0700
    [InlineData(0x1FF)] // 0777
    [InlineData(0x1B0)] // 0660
    [InlineData(0)]
    public void The_file_has_the_mode_asked_for_whatever_the_umask(int mode)
    {
        var file = Open(mode: mode);
        Assert.Equal((UnixFileMode)mode, File.GetUnixFileMode(Name));
        Assert.Equal([Name], Directory.EnumerateFileSystemEntries(_directory.Path));
        Close(file);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void A_link_in_the_place_of_the_file_leads_to_no_other_files_mode()
    {
        var secret = _directory["secret"];
        File.WriteAllText(secret, "");
        File.SetUnixFileMode(secret, UnixFileMode.UserRead);
        File.CreateSymbolicLink(Name, secret);
        var file = UnixSocketCalls.OpenName(Name, out var status);
        Assert.True(status.IsSymbolicLink);
        _ = UnixSocketCalls.ChangeMode(file, Name, 0x1FF);
        _ = UnixSocketCalls.ChangeOwner(file, 12345, 12345);
        LogFileCalls.Close(file);
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(secret));
        Assert.Equal(Credentials.CurrentUid, (int)StatusOf(secret).Owner);
    }

    [Fact]
    public void What_was_opened_is_changed_whatever_the_name_leads_to_meanwhile()
    {
        var secret = _directory["secret"];
        File.WriteAllText(secret, "");
        File.SetUnixFileMode(secret, UnixFileMode.UserRead);
        using var socket = NewSocket();
        socket.Bind(new UnixDomainSocketEndPoint(Name));
        var file = UnixSocketCalls.OpenName(Name, out var status);
        File.Move(Name, _directory["moved"]);
        File.CreateSymbolicLink(Name, secret);
        Assert.True(status.IsSocket);
        Assert.Equal(0, UnixSocketCalls.ChangeMode(file, Name, 0x1FF));
        LogFileCalls.Close(file);
        Assert.Equal((UnixFileMode)0x1FF, File.GetUnixFileMode(_directory["moved"]));
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(secret));
    }

    /// <summary>
    /// Another process puts files in the socket's place as fast as it can, some of them links, for as long as a hundred sockets are made. Whenever
    /// it is quick enough that is told, and what its links lead to is never changed.
    /// </summary>
    [Fact]
    public async Task A_socket_that_is_replaced_on_its_way_is_told_and_nothing_else_is_changed()
    {
        var secret = _directory["secret"];
        File.WriteAllText(secret, "");
        File.SetUnixFileMode(secret, UnixFileMode.UserRead);
        const string Swap =
            """
            import os, sys
            name, secret = sys.argv[1:]
            os.symlink(secret, name + ".trap")
            print("ready", flush=True)
            while True:
                try:
                    os.link(name + ".trap", name + ".link", follow_symlinks=False)
                    os.rename(name, name + ".stolen")
                    os.rename(name + ".link", name)
                except OSError:
                    try: os.unlink(name + ".link")
                    except OSError: pass
            """;
        await using var swapper = ChildProcess.Start("/usr/bin/python3", ["-c", Swap, $"{Name}.{Environment.ProcessId}", secret]);
        await Eventually.HoldsAsync(() => Path.Exists($"{Name}.{Environment.ProcessId}.trap"), "the other process is at work");
        var failures = new List<string>();
        await Eventually.HoldsAsync(Swapped, "the other process was quick enough");
        Assert.All(failures, told => Assert.Matches("was replaced by another file|errno.ENOENT|errno.EEXIST|errno.EADDRINUSE|already listening", told));
        Assert.Equal((UnixFileMode.UserRead, Credentials.CurrentUid), (File.GetUnixFileMode(secret), (int)StatusOf(secret).Owner));

        bool Swapped()
        {
            for (var round = 0; round < 100; round++)
            {
                try
                {
                    Close(UnixSocketFile.Open(new UnixServerOptions { Section = "u", Path = Name, Mode = 0x1FF, OwnerUid = Credentials.CurrentUid, OwnerGid = null }, backlog: 5, _warnings));
                }
                catch (ConfigurationException told)
                {
                    failures.Add(told.Message);
                }
                File.Delete(Name);
            }
            return failures.Exists(told => told.Contains("was replaced by another file", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_stale_socket_is_taken_over_and_the_user_is_told()
    {
        LeaveStaleSocket();
        var file = Open();
        Assert.Equal($"Unlinking stale socket {Name}\n", _warnings.ToString());
        AssertListens();
        Close(file);
    }

    [Fact]
    public void A_name_that_someone_listens_on_is_in_use()
    {
        var first = Open();
        var error = Assert.Throws<ConfigurationException>(() => Open());
        Assert.StartsWith("Another program is already listening on a port", error.Message);
        Assert.Equal([Name], Directory.EnumerateFileSystemEntries(_directory.Path));
        AssertListens();
        Close(first);
    }

    [Fact]
    public void A_listener_whose_backlog_is_full_is_alive()
    {
        using var hung = Listen(backlog: 0);
        using var queued = NewSocket();
        queued.Connect(new UnixDomainSocketEndPoint(Name));
        Assert.Throws<ConfigurationException>(() => Open());
        Assert.Equal("", _warnings.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_no_socket_is_left_alone(bool isDirectory)
    {
        if (isDirectory)
            Directory.CreateDirectory(Name);
        else
            File.WriteAllText(Name, "precious");
        var error = Assert.Throws<ConfigurationException>(() => Open());
        Assert.Equal(
            $"Cannot open an HTTP server: {Name} exists and is not a socket; remove it or change the \"file\" value in the config file",
            error.Message);
        Assert.Equal([Name], Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void A_symbolic_link_to_nothing_alive_is_replaced_not_followed()
    {
        File.CreateSymbolicLink(Name, _directory["gone"]);
        var file = Open();
        AssertListens();
        Assert.False(Path.Exists(_directory["gone"]));
        Close(file);
    }

    [Theory]
    [InlineData("missing/s", "errno.ENOENT (2)")]
    [InlineData("plain/s", "errno.ENOTDIR (20)")]
    public void A_directory_that_will_not_do_is_named_by_its_errno(string name, string errno)
    {
        File.WriteAllText(_directory["plain"], "");
        var error = Assert.Throws<ConfigurationException>(() => Open(path: _directory[name]));
        Assert.Equal($"Cannot open an HTTP server: socket.error reported {errno}: {_directory[name]}", error.Message);
    }

    [Fact]
    public void A_path_that_does_not_fit_an_address_is_too_long()
    {
        var path = _directory[new string('x', 120)];
        var error = Assert.Throws<ConfigurationException>(() => Open(path: path));
        Assert.Equal($"Cannot open an HTTP server: socket.error reported AF_UNIX path too long: {path}", error.Message);
    }

    [Fact]
    public void The_longest_path_that_fits_is_taken()
    {
        var suffix = $".{Environment.ProcessId}";
        var path = _directory[new string('x', UnixSocketCalls.MaxPathBytes - suffix.Length - _directory.Path.Length - 1)];
        var file = Open(path: path);
        Assert.True(Path.Exists(path));
        Close(file);
    }

    [Fact]
    public void Leftovers_of_an_earlier_process_with_our_number_do_not_matter()
    {
        File.WriteAllText($"{Name}.{Environment.ProcessId}", "");
        Close(Open());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void The_owner_asked_for_is_set_or_the_refusal_explained()
    {
        var options = new UnixServerOptions { Section = "u", Path = Name, OwnerUid = 12345, OwnerGid = null };
        if (Environment.IsPrivilegedProcess)
        {
            var file = UnixSocketFile.Open(options, backlog: 5, _warnings);
            using var stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%u:%g", Name]) { RedirectStandardOutput = true })!;
            Assert.Equal("12345:0", stat.StandardOutput.ReadToEnd().Trim());
            Close(file);
            return;
        }
        var error = Assert.Throws<ConfigurationException>(() => UnixSocketFile.Open(options, backlog: 5, _warnings));
        Assert.Equal(SocketFailure.CannotChangeOwner(Name, 12345, null).Message, error.Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void A_name_that_another_took_meanwhile_is_not_removed()
    {
        var file = Open();
        File.Delete(Name);
        using var other = Listen(backlog: 1);
        Close(file);
        Assert.True(Path.Exists(Name));
    }

    private static FileStatus StatusOf(string path)
    {
        Assert.Equal(0, LogFileCalls.StatusOfName(path, out var status));
        return status;
    }

    private UnixSocketFile Open(string? path = null, int mode = 0x1C0) =>
        UnixSocketFile.Open(new UnixServerOptions { Section = "u", Path = path ?? Name, Mode = mode }, backlog: 5, _warnings);

    private static void Close(UnixSocketFile file)
    {
        file.RemoveName();
        file.Socket.Dispose();
    }

    private void LeaveStaleSocket()
    {
        Assert.Equal(0, UnixSocketCalls.Create(out var handle));
        using (handle)
            Assert.Equal(0, UnixSocketCalls.Bind(handle, Name));
        Assert.True(Path.Exists(Name));
    }

    private Socket Listen(int backlog)
    {
        var socket = NewSocket();
        socket.Bind(new UnixDomainSocketEndPoint(Name));
        socket.Listen(backlog);
        return socket;
    }

    private void AssertListens()
    {
        using var client = NewSocket();
        client.Connect(new UnixDomainSocketEndPoint(Name));
        Assert.True(client.Connected);
    }

    private static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
}
