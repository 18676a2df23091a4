using Microsoft.AspNetCore.Http;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Http;

/// <summary>
/// <c>/logtail/NAME[/stdout|/stderr]</c> and <c>/mainlogtail</c>: the end of a log and then all that is added, as chunks that never
/// cut a character, until the client leaves or the daemon stops. What stock's <c>tail -f</c> and <c>fg</c> read.
/// </summary>
/// <param name="prefix">What the path begins with.</param>
/// <param name="writer">Who writes the logs.</param>
/// <param name="find">The log's file for the rest of the path, or null; asks the event loop.</param>
/// <param name="endless">Ends what has no end by itself.</param>
internal sealed class LogTailEndpoint(string prefix, LogWriter writer, Func<string, Task<LogPath?>> find, EndlessAnswers endless) : IHttpEndpoint
{
    private const int ReadBytes = 16 * 1024;
    private const int MaxHeadBytes = 4 * 1024 * 1024;

    /// <summary>A disk that does not answer keeps as many workers of the pool as this, however many logs on it are followed.</summary>
    private static readonly SemaphoreSlim DiskTurns = new(ThreadWarmUp.DiskReaders);

    /// <summary>By prefix alone, as stock matches: <c>/logtailx</c> comes here and is not found.</summary>
    public bool Matches(string rawPath) => rawPath.StartsWith(prefix, StringComparison.Ordinal);

    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            await ErrorPage.WriteAsync(context, StatusCodes.Status400BadRequest);
            return;
        }
        var place = await find(RequestPath.Of(context)[prefix.Length..]);
        using var follower = place is not { } log ? null : await LogFollower.OpenAsync(writer, log, HeadBytes(context.Request));
        if (follower is null)
        {
            await ErrorPage.WriteAsync(context, StatusCodes.Status404NotFound);
            return;
        }
        context.Response.ContentType = "text/plain;charset=utf-8";
        context.Response.Headers.LastModified = follower.LastModified.ToString("R");
        // What programs print is never to be taken for a page.
        context.Response.Headers.XContentTypeOptions = "nosniff";
        // A proxy that buffers would hold a live log back.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        // The head goes out before there is anything to read: who follows a quiet log wants to know that it is being followed.
        await context.Response.StartAsync();
        await context.Response.Body.FlushAsync();
        await FollowAsync(follower, context);
    }

    /// <summary><c>?bytes=N</c> asks for more of what is there already than stock's share.</summary>
    private static int HeadBytes(HttpRequest request) =>
        int.TryParse(request.Query["bytes"], out var bytes) ? Math.Clamp(bytes, 0, MaxHeadBytes) : LogFollower.HeadBytes;

    private static async Task<T> AtDiskAsync<T>(Func<T> work, CancellationToken cancel)
    {
        await DiskTurns.WaitAsync(cancel);
        try
        {
            return await Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        }
        finally
        {
            DiskTurns.Release();
        }
    }

    private async Task FollowAsync(LogFollower follower, HttpContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, endless.Ending);
        var buffer = new byte[ReadBytes];
        var held = 0;
        try
        {
            while (true)
            {
                var free = buffer.AsMemory(held);
                // Looks at the disk within its turn, and waits for more outside it.
                var reading = await AtDiskAsync(() => follower.ReadAsync(free, end.Token), end.Token);
                var filled = held + await reading;
                var whole = Utf8Boundary.WholeLength(buffer.AsSpan(0, filled));
                if (whole > 0)
                {
                    await context.Response.Body.WriteAsync(buffer.AsMemory(0, whole), end.Token);
                    await context.Response.Body.FlushAsync(end.Token);
                }
                held = filled - whole;
                buffer.AsSpan(whole, held).CopyTo(buffer);
            }
        }
        catch (OperationCanceledException)
        {
            // The reader left, or the daemon stops: the only ways this ends.
        }
    }
}
