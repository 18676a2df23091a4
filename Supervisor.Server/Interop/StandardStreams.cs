namespace Supervisor.Server.Interop;

/// <summary>Descriptors 0, 1 and 2 of the program itself.</summary>
internal static class StandardStreams
{
    /// <summary>
    /// Puts <c>/dev/null</c> where the starter left nothing. Otherwise the first files and sockets that are opened become standard output and
    /// error: what is written to those would go into them, and going to the background would close them. To be called before anything is opened.
    /// </summary>
    public static void FillMissing()
    {
        var taken = new List<int>();
        for (var descriptor = 0; descriptor <= 2; descriptor++)
        {
            var flags = Libc.fcntl(descriptor, Libc.F_GETFD, 0);
            // The lowest free number is given first, so this is the one that was missing.
            if (flags < 0)
                _ = Libc.open("/dev/null", Libc.O_RDWR, 0);
            else if ((flags & Libc.FD_CLOEXEC) != 0)
                taken.Add(descriptor);
        }
        if (taken.Count > 0)
            GiveBack(taken);
    }

    /// <summary>
    /// What is closed on exec cannot have come from the starter: the runtime was first and opened a file of its own under the free number, and it
    /// keeps that. The program begins again with all three in place.
    /// </summary>
    private static void GiveBack(List<int> taken)
    {
        var nothing = Libc.open("/dev/null", Libc.O_RDWR, 0);
        if (nothing < 0)
            return;
        var kept = taken.Select(descriptor => (descriptor, Copy: Libc.fcntl(descriptor, Libc.F_DUPFD_CLOEXEC, 3))).ToList();
        foreach (var descriptor in taken)
            _ = Libc.dup2(nothing, descriptor);
        Pipes.Close(nothing);
        ProcessStart.ExecuteAgain();
        foreach (var (descriptor, copy) in kept)
        {
            _ = Libc.dup2(copy, descriptor);
            Pipes.Close(copy);
        }
    }
}
