@echo off
start "" "%~dp0baocao\baocao-window.exe" %*
