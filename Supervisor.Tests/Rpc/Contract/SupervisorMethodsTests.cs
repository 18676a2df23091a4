using Supervisor.Rpc.Contract;

namespace Supervisor.Tests.Rpc.Contract;

public class SupervisorMethodsTests
{
    /// <summary>
    /// Recorded from stock 4.2.5: every method, its result's type and its parameters' types. None of them is without a signature.
    /// </summary>
    [Theory]
    [InlineData("supervisor.addProcessGroup", "boolean string")]
    [InlineData("supervisor.clearAllProcessLogs", "array")]
    [InlineData("supervisor.clearLog", "boolean")]
    [InlineData("supervisor.clearProcessLog", "boolean string")]
    [InlineData("supervisor.clearProcessLogs", "boolean string")]
    [InlineData("supervisor.getAPIVersion", "string")]
    [InlineData("supervisor.getAllConfigInfo", "array")]
    [InlineData("supervisor.getAllProcessInfo", "array")]
    [InlineData("supervisor.getIdentification", "string")]
    [InlineData("supervisor.getPID", "int")]
    [InlineData("supervisor.getProcessInfo", "struct string")]
    [InlineData("supervisor.getState", "struct")]
    [InlineData("supervisor.getSupervisorVersion", "string")]
    [InlineData("supervisor.getVersion", "string")]
    [InlineData("supervisor.readLog", "string int int")]
    [InlineData("supervisor.readMainLog", "string int int")]
    [InlineData("supervisor.readProcessLog", "string string int int")]
    [InlineData("supervisor.readProcessStderrLog", "string string int int")]
    [InlineData("supervisor.readProcessStdoutLog", "string string int int")]
    [InlineData("supervisor.reloadConfig", "array")]
    [InlineData("supervisor.removeProcessGroup", "boolean string")]
    [InlineData("supervisor.restart", "boolean")]
    [InlineData("supervisor.sendProcessStdin", "boolean string string")]
    [InlineData("supervisor.sendRemoteCommEvent", "boolean string string")]
    [InlineData("supervisor.shutdown", "boolean")]
    [InlineData("supervisor.signalAllProcesses", "array string")]
    [InlineData("supervisor.signalProcess", "boolean string string")]
    [InlineData("supervisor.signalProcessGroup", "array string string")]
    [InlineData("supervisor.startAllProcesses", "array boolean")]
    [InlineData("supervisor.startProcess", "boolean string boolean")]
    [InlineData("supervisor.startProcessGroup", "array string boolean")]
    [InlineData("supervisor.stopAllProcesses", "array boolean")]
    [InlineData("supervisor.stopProcess", "boolean string boolean")]
    [InlineData("supervisor.stopProcessGroup", "array string boolean")]
    [InlineData("supervisor.tailProcessLog", "array string int int")]
    [InlineData("supervisor.tailProcessStderrLog", "array string int int")]
    [InlineData("supervisor.tailProcessStdoutLog", "array string int int")]
    [InlineData("system.listMethods", "array")]
    [InlineData("system.methodHelp", "string string")]
    [InlineData("system.methodSignature", "array string")]
    [InlineData("system.multicall", "array array")]
    public void A_method_has_the_types_stock_tells(string name, string types)
    {
        var method = SupervisorMethods.Find(name);
        Assert.NotNull(method);
        Assert.Equal(types, string.Join(' ', [method.ReturnType, .. method.Parameters.Select(p => p.Type)]));
    }

    [Fact]
    public void There_are_41_methods_of_stock_and_11_of_ours_and_none_twice()
    {
        Assert.Equal(41, SupervisorMethods.All.Count(m => !m.Name.StartsWith("live.", StringComparison.Ordinal)));
        Assert.Equal(53, SupervisorMethods.All.Select(m => m.Name).Distinct().Count());
        Assert.Equal(53, SupervisorMethods.All.Count);
    }

    [Theory]
    [InlineData("supervisor.getVersion", "supervisor.getAPIVersion")]
    [InlineData("supervisor.readMainLog", "supervisor.readLog")]
    [InlineData("supervisor.readProcessLog", "supervisor.readProcessStdoutLog")]
    [InlineData("supervisor.tailProcessLog", "supervisor.tailProcessStdoutLog")]
    [InlineData("supervisor.clearProcessLog", "supervisor.clearProcessLogs")]
    public void An_older_name_is_explained_as_its_target(string alias, string target)
    {
        Assert.Equal(target, SupervisorMethods.Find(alias)?.AliasOf);
        Assert.Equal(SupervisorMethods.Find(target)?.Help(), SupervisorMethods.Find(alias)?.Help());
    }

    [Fact]
    public void Only_five_names_are_aliases() => Assert.Equal(5, SupervisorMethods.All.Count(m => m.AliasOf is not null));

    [Theory]
    [InlineData("supervisor.startProcess", 1, 2)]
    [InlineData("supervisor.stopAllProcesses", 0, 1)]
    [InlineData("supervisor.stopProcessGroup", 1, 2)]
    [InlineData("supervisor.signalProcess", 2, 2)]
    [InlineData("supervisor.getState", 0, 0)]
    [InlineData("system.multicall", 1, 1)]
    public void Only_wait_may_be_left_out(string name, int least, int most)
    {
        var method = SupervisorMethods.Find(name)!;
        Assert.Equal((least, most), (method.MinArguments, method.Parameters.Count));
        Assert.All(
            SupervisorMethods.All.Where(m => !m.Name.StartsWith("live.", StringComparison.Ordinal)).SelectMany(m => m.Parameters),
            p => Assert.Equal(p.Name == "wait", p.IsOptional));
    }

    [Fact]
    public void Every_row_is_sane()
    {
        string[] types = ["array", "boolean", "int", "string", "struct"];
        Assert.All(SupervisorMethods.All, m =>
        {
            Assert.Matches(@"^(supervisor|system|live)\.[a-z][A-Za-z]+$", m.Name);
            Assert.Contains(m.ReturnType, types);
            Assert.EndsWith(".", m.Summary, StringComparison.Ordinal);
            Assert.NotEqual("", m.ReturnHelp);
            Assert.All(m.Parameters, p => Assert.Contains(p.Type, types));
            Assert.All(m.Parameters, p => Assert.Matches("^[a-z]+$", p.Name));
            Assert.All(m.Parameters, p => Assert.NotEqual("", p.Help));
            Assert.DoesNotContain(m.Parameters.SkipWhile(p => !p.IsOptional), p => !p.IsOptional);
        });
    }

    [Fact]
    public void Help_has_a_line_for_each_parameter_and_the_result()
    {
        var lines = SupervisorMethods.Find("supervisor.startProcess")!.Help().Split('\n');
        Assert.StartsWith("Starts a process.", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("@param string name ", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("@param boolean wait ", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("@return boolean result ", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_not_there_is_not_found()
    {
        Assert.Null(SupervisorMethods.Find("supervisor.nope"));
        Assert.Null(SupervisorMethods.Find("getState"));
    }
}
