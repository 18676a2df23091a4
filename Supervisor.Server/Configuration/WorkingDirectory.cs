namespace Supervisor.Server.Configuration;

/// <summary>Where the process stands: what relative paths are relative to.</summary>
internal static class WorkingDirectory
{
    /// <summary>Stands for a directory that has no name any more. Nothing is below it, so only relative paths fail, and the failure shows this.</summary>
    private const string Deleted = "/(the deleted working directory)";

    public static string Current()
    {
        try
        {
            return Directory.GetCurrentDirectory();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Deleted;
        }
    }
}
