using System.Security.Cryptography;
using System.Text;
using Supervisor.Server.Configuration;

namespace Supervisor.Server.Http;

/// <summary>What an <c>Authorization</c> header proves.</summary>
internal enum AuthenticationResult
{
    Accepted,

    /// <summary>Absent, of another scheme, or with the wrong user or password: 401.</summary>
    Refused,

    /// <summary>Not a header that could be right: 400.</summary>
    Malformed,
}

/// <summary>
/// The user and the password of one server section, kept as digests: comparing those takes the same time wherever they differ, and
/// whatever the length of what was sent.
/// </summary>
internal sealed class BasicAuthentication
{
    public const string Challenge = "Basic realm=\"default\"";

    private const string HashedPrefix = "{SHA}";

    private readonly byte[] _user;
    private readonly byte[] _password;

    private BasicAuthentication(string username, string password)
    {
        _user = Sha1.Hash(Encoding.UTF8.GetBytes(username));
        _password = password.StartsWith(HashedPrefix, StringComparison.Ordinal)
            ? DigestOf(password[HashedPrefix.Length..])
            : Sha1.Hash(Encoding.UTF8.GetBytes(password));
    }

    /// <summary>Null when the section asks for none; an empty user name asks for none, as with stock.</summary>
    public static BasicAuthentication? For(HttpServerOptions options) =>
        string.IsNullOrEmpty(options.Username) ? null : new BasicAuthentication(options.Username, options.Password ?? "");

    public AuthenticationResult Check(string? authorization)
    {
        var header = authorization.AsSpan().Trim();
        var space = header.IndexOf(' ');
        if (space < 0 || !header[..space].Equals("Basic", StringComparison.OrdinalIgnoreCase))
            return AuthenticationResult.Refused;
        var encoded = header[(space + 1)..].Trim();
        var decoded = new byte[encoded.Length];
        if (!Convert.TryFromBase64Chars(encoded, decoded, out var length))
            return AuthenticationResult.Malformed;
        var credentials = decoded.AsSpan(0, length);
        // The first colon ends the name: a password may hold more of them.
        var colon = credentials.IndexOf((byte)':');
        return colon < 0 ? AuthenticationResult.Malformed : Check(credentials[..colon], credentials[(colon + 1)..]);
    }

    private AuthenticationResult Check(ReadOnlySpan<byte> user, ReadOnlySpan<byte> password)
    {
        var userMatches = CryptographicOperations.FixedTimeEquals(Sha1.Hash(user), _user);
        var passwordMatches = CryptographicOperations.FixedTimeEquals(Sha1.Hash(password), _password);
        return userMatches & passwordMatches ? AuthenticationResult.Accepted : AuthenticationResult.Refused;
    }

    /// <summary>A digest that is none matches nothing, as with stock.</summary>
    private static byte[] DigestOf(string hex)
    {
        var digest = new byte[Sha1.DigestBytes];
        var status = hex.Length == 2 * Sha1.DigestBytes ? Convert.FromHexString(hex, digest, out _, out _) : System.Buffers.OperationStatus.InvalidData;
        return status == System.Buffers.OperationStatus.Done ? digest : [];
    }
}
