using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("Supervisor.Tests.Support.BoundedTests", "Supervisor.Tests")]

namespace Supervisor.Tests.Support;

/// <summary>Gives every test that waits a limit of time, so that a hang is a failure with a name. A test that needs longer says so itself.</summary>
public sealed class BoundedTests(IMessageSink messages) : XunitTestFramework(messages)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink messages)
        : XunitTestFrameworkExecutor(assembly, sources, messages)
    {
        protected override void RunTestCases(
            IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            List<IXunitTestCase> bounded = [.. testCases];
            foreach (var test in bounded.OfType<XunitTestCase>().Where(test => test.Timeout == 0 && Waits(test)))
                SetTimeout(test, (int)Limit.TotalMilliseconds);
            base.RunTestCases(bounded, executionMessageSink, executionOptions);
        }

        /// <summary>xUnit can only give up on a test that returns a task.</summary>
        private static bool Waits(XunitTestCase test) => typeof(Task).IsAssignableFrom(test.Method.ReturnType.ToRuntimeType());

        [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_Timeout")]
        private static extern void SetTimeout(XunitTestCase test, int milliseconds);
    }
}
