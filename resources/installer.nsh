; Lists the application under "Open with" for .parquet; what opens such files by default stays as it is.
!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\MultiTickerDashboard.parquet" "" "Parquet recording"
  WriteRegStr SHELL_CONTEXT "Software\Classes\MultiTickerDashboard.parquet\DefaultIcon" "" "$appExe,0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\MultiTickerDashboard.parquet\shell\open\command" "" '"$appExe" "%1"'
  WriteRegNone SHELL_CONTEXT "Software\Classes\.parquet\OpenWithProgids" "MultiTickerDashboard.parquet"
!macroend

!macro customUnInstall
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.parquet\OpenWithProgids" "MultiTickerDashboard.parquet"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\MultiTickerDashboard.parquet"
!macroend
