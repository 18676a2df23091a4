using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Supervisor.Server.Http;

/// <summary>Reads the bodies of requests whose length is known.</summary>
internal static class RequestBody
{
    /// <summary>Waits for the whole body. The caller gives the bytes back by advancing the reader.</summary>
    public static async ValueTask<ReadOnlySequence<byte>> ReadAsync(HttpRequest request, int length)
    {
        var read = await request.BodyReader.ReadAtLeastAsync(length);
        return read.Buffer;
    }

    /// <summary>Throws the body away, unless it is too long to be worth the while.</summary>
    public static async ValueTask DrainAsync(HttpRequest request)
    {
        if (request.ContentLength is null or 0 or > HttpLimits.MaxDrainedBytes)
            return;
        while (true)
        {
            var read = await request.BodyReader.ReadAsync();
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }
}
