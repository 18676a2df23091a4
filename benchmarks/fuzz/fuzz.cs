#:project ../../Supervisor.Tests/Supervisor.Tests.csproj
#:property PublishAot=false
#:property OutputPath=../../artifacts/fuzz/Release/net10.0/

// Inputs made up by the million for everything that reads what others wrote, compared with what stock makes of them.
//
//     dotnet run -c Release --file benchmarks/fuzz/fuzz.cs -- --target xml-rpc --inputs 1000000 --seed 1
//
// The targets and what must hold of them are in Supervisor.Tests/Fuzzing, which runs a short form of this with every test run.

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

return await Supervisor.Tests.Fuzzing.FuzzCommand.RunAsync(args);
