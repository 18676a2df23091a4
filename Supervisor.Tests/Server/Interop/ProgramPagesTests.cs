using Supervisor.Server.Interop;

namespace Supervisor.Tests.Server.Interop;

/// <summary>Which mappings of the program may be given back: one page too many and the program is gone.</summary>
public class ProgramPagesTests
{
    private const string Maps =
        """
        00400000-00500000 r--p 00000000 00:1f 77                                 /usr/bin/supervisord
        Size:               1024 kB
        Anonymous:             0 kB
        VmFlags: rd mr mw me
        00500000-00900000 r-xp 00100000 00:1f 77                                 /usr/bin/supervisord
        Rss:                 400 kB
        Anonymous:             0 kB
        00900000-00980000 r--p 00500000 00:1f 77                                 /usr/bin/supervisord
        Anonymous:           512 kB
        00980000-00990000 rw-p 00580000 00:1f 77                                 /usr/bin/supervisord
        Anonymous:             0 kB
        7f0000000000-7f0000001000 r--p 00000000 00:1f 78                         /lib/libc.so.6
        Anonymous:             0 kB
        7f0000002000-7f0000003000 r--p 00000000 00:00 0
        Anonymous:             0 kB
        7f0000004000-7f0000005000 r-xp 00000000 00:1f 79                         /other/usr/bin/supervisord
        Anonymous:             0 kB

        """;

    [Fact]
    public void Only_what_is_in_the_file_as_it_is_in_memory_is_given_back() =>
        Assert.Equal([((nint)0x400000, (nint)0x100000), ((nint)0x500000, (nint)0x400000)], ProgramPages.Unchanged(Maps, "/usr/bin/supervisord"));

    [Fact]
    public void Given_back_the_program_goes_on()
    {
        ProgramPages.GiveBack();
        Assert.NotEmpty(ProcessStart.Arguments);
    }
}
