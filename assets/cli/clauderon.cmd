@echo off
rem The command line of the installed app, run by its own binary.
"%~dp0..\..\Clauderon.exe" --cli %*
