using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>
/// The locale of characters that the environment asks for. Where that is C, or one that this machine does not have, Python puts a UTF-8 one
/// into its own environment at its start (PEP 538), so the children of stock have always found it: Ruby, Perl, Java and <c>wc -m</c> go by it.
/// </summary>
internal static unsafe class CharacterLocale
{
    /// <summary>The variable that Python sets.</summary>
    public const string Variable = "LC_CTYPE";

    private const string Legacy = "C";

    /// <summary>What tells <c>newlocale</c> to go by the environment.</summary>
    private const string OfEnvironment = "";

    private static readonly string[] Replacements = ["C.UTF-8", "C.utf8", "UTF-8"];

    /// <summary>The value Python would set; null where it leaves things as they are.</summary>
    /// <param name="variable">Looks a variable of the environment up.</param>
    public static string? Coerced(Func<string, string?> variable)
    {
        // The user insists on a locale, or on no help.
        if (!string.IsNullOrEmpty(variable("LC_ALL")) || variable("PYTHONCOERCECLOCALE") == "0")
            return null;
        return Name(OfEnvironment) is null or Legacy ? Array.Find(Replacements, locale => Name(locale) is not null) : null;
    }

    private static string? Name(string wanted)
    {
        var locale = Libc.newlocale(Libc.LC_CTYPE_MASK, wanted, 0);
        if (locale == 0)
            return null;
        var name = Marshal.PtrToStringUTF8((nint)Libc.nl_langinfo_l(Libc.NL_LOCALE_NAME_LC_CTYPE, locale));
        Libc.freelocale(locale);
        return name;
    }
}
