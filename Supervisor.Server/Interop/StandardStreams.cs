namespace Supervisor.Server.Interop;

/// <summary>Descriptors 0, 1 and 2 of the program itself.</summary>
internal static class StandardStreams
{
    private const int O_RDWR = 2;
    private const int F_GETFD = 1;

    /// <summary>
    /// Puts <c>/dev/null</c> where the starter left nothing. Otherwise the first files and sockets that are opened become standard output and
    /// error: what is written to those would go into them, and going to the background would close them. To be called before anything is opened.
    /// </summary>
    public static void FillMissing()
    {
        for (var descriptor = 0; descriptor <= 2; descriptor++)
        {
            // The lowest free number is given first, so this is the one that was missing.
            if (Libc.fcntl(descriptor, F_GETFD, 0) < 0)
                _ = Libc.open("/dev/null", O_RDWR, 0);
        }
    }
}
