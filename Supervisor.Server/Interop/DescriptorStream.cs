namespace Supervisor.Server.Interop;

/// <summary>
/// Writes to a descriptor that stays somebody else's. Standard output through this costs none of the start-up work that
/// <see cref="Console"/> does for a terminal.
/// </summary>
/// <param name="fd">What to write to.</param>
/// <param name="mayHaveNoReader">Whoever no longer reads is no error: what a daemon says before there is a log is not worth ending for.</param>
internal sealed class DescriptorStream(int fd, bool mayHaveNoReader = false) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Takes all of it; an <see cref="IOException"/> means that nobody reads any more, or a full disk.</summary>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var (count, errno) = Pipes.Write(fd, buffer);
            if (errno == Errno.EAGAIN)
                Poll.Wait([new PollEntry(fd, Readiness.Writable)]);
            else if (errno != 0 && mayHaveNoReader)
                return;
            else if (errno != 0)
                throw new IOException(Errno.Text(errno), errno);
            else
                buffer = buffer[count..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
